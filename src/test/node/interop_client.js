'use strict';

/**
 * Goes through cases of gRPC's interoperability tests with stock grpc-js and nothing of Vertebra.
 *
 * usage: interop_client.js HOST:PORT DESCRIPTOR_SET [--ca FILE --server-name NAME] CASE...
 *        interop_client.js --list
 *
 * DESCRIPTOR_SET is a file with a FileDescriptorSet of grpc.testing. With --ca the channel is TLS,
 * and trusts that authority alone; --server-name is what the certificate is to say in place of HOST.
 * Prints "ok CASE" or "FAILED CASE: REASON" for each, and fails in the end when one did. --list
 * prints the cases there are.
 *
 * What each does: https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md.
 */

const assert = require('node:assert/strict');
const fs = require('node:fs');
const { parseArgs } = require('node:util');
const grpc = require('@grpc/grpc-js');
const { load } = require('./contract');
const { relay } = require('./relay');

const SECONDS = 20;
const LARGE_REQUEST = 271828;
const LARGE_RESPONSE = 314159;
const REQUESTS = [27182, 8, 1828, 45904];
const RESPONSES = [31415, 9, 2653, 58979];
const INITIAL = ['x-grpc-test-echo-initial', 'test_initial_metadata_value'];
const TRAILING = ['x-grpc-test-echo-trailing-bin', Buffer.from([0xab, 0xab, 0xab])];
const SPECIAL = '\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n';
/** More than frames and headers of a response take, less than any response to be compressed. */
const FRAMING_BYTES = 10000;
const SOAK_CALLS = 10;
/** grpc-js has this flag of a message, without a name for it outside. */
const NO_COMPRESS = 2;
const GZIP = { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip };

/** Where the cases go: how to connect there, and a client that has. Open clients hold the process. */
class Target {
  constructor(address, credentials, options, contract) {
    const clients = [];
    this.address = address;
    this.connect = (to = address, more = {}, service = 'TestService') => {
      const Service = contract.client(`grpc.testing.${service}`);
      const client = new Service(to, credentials, { ...options, ...more });
      clients.push(client);
      return client;
    };
    this.client = this.connect();
    this.close = () => clients.forEach((client) => client.close());
  }
}

function zeros(size) {
  return { body: Buffer.alloc(size) };
}

function large(fields = {}) {
  return { response_size: LARGE_RESPONSE, payload: zeros(LARGE_REQUEST), ...fields };
}

function asking(size, payloadSize) {
  return { response_parameters: [{ size }], payload: zeros(payloadSize) };
}

function deadline(seconds = SECONDS) {
  return { deadline: Date.now() + seconds * 1000 };
}

/** Everything that a client is told of a call, and how it ended. */
function ending(call) {
  return new Promise((resolve) => {
    const end = { responses: [] };
    call.on('metadata', (headers) => (end.headers = headers));
    call.on('data', (response) => end.responses.push(response));
    call.on('error', () => {}); // Told by the status as well.
    call.on('status', (status) => setImmediate(() => resolve({ ...end, ...status })));
  });
}

/** How a call with one response ended: as ending() says, that response included. */
async function ended(start) {
  let answer;
  const end = await ending(start((error, response) => (answer = response)));
  return { ...end, response: answer };
}

function unary(client, request, metadata = new grpc.Metadata()) {
  return ended((answered) => client.UnaryCall(request, metadata, deadline(), answered));
}

/** A bidirectional call that is read a response at a time. */
function conversation(client, metadata = new grpc.Metadata(), seconds = SECONDS) {
  const call = client.FullDuplexCall(metadata, deadline(seconds));
  const end = ending(call);
  const first = () => new Promise((resolve) => call.once('data', resolve));
  /** The next response; fails when the call ends before. */
  const next = () =>
    Promise.race([first(), end.then((early) => assert.fail(`ended early: ${early.code}`))]);
  return { call, end, next };
}

function assertOk(end) {
  assert.equal(end.code, grpc.status.OK, `${end.code} ${end.details} (expected: 0)`);
}

function assertZeros(payload, size) {
  const right = payload.body.equals(Buffer.alloc(size));
  assert.ok(right, `${payload.body.length} bytes (expected: ${size}, all zero)`);
}

function assertPayloads(end, sizes) {
  assertOk(end);
  assert.equal(end.responses.length, sizes.length);
  sizes.forEach((size, i) => assertZeros(end.responses[i].payload, size));
}

function assertLarge(end) {
  assertOk(end);
  assertZeros(end.response.payload, LARGE_RESPONSE);
}

function assertEchoed(end) {
  assert.deepEqual(end.headers.get(INITIAL[0]), [INITIAL[1]]);
  assert.deepEqual(end.metadata.get(TRAILING[0]), [TRAILING[1]]);
}

/** grpc-js does not tell whether a message came compressed; how much came does. */
function assertOnWire(counted, plainBytes) {
  const count = counted.takeCount();
  assert.ok(
    plainBytes <= count && count < plainBytes + FRAMING_BYTES,
    `bytes on the wire: ${count} (expected: ${plainBytes} uncompressed and little more)`,
  );
}

async function clientCompressedUnary({ client, connect }) {
  const compressing = connect(undefined, GZIP);
  const expecting = large({ expect_compressed: { value: true } });
  assert.equal((await unary(client, expecting)).code, grpc.status.INVALID_ARGUMENT);
  assertLarge(await unary(compressing, expecting));
  assertLarge(await unary(client, large({ expect_compressed: { value: false } })));
}

async function serverCompressedUnary({ address, connect }) {
  const counted = await relay(address);
  const client = connect(counted.address);
  for (const [value, plainBytes] of [[true, 0], [false, LARGE_RESPONSE]]) {
    assertLarge(await unary(client, large({ response_compressed: { value } })));
    assertOnWire(counted, plainBytes);
  }
}

function streamInput(client, requests, options = {}) {
  return ended((answered) => {
    const call = client.StreamingInputCall({ ...deadline(), ...options }, answered);
    requests.forEach((request) => call.write(request));
    call.end();
    return call;
  });
}

async function clientStreaming({ client }) {
  const end = await streamInput(client, REQUESTS.map((size) => ({ payload: zeros(size) })));
  assertOk(end);
  assert.equal(end.response.aggregated_payload_size, 74922);
}

/** Leaves messages as they are that are to be so; Node.js takes no flags where messages are written. */
class PerMessage extends grpc.InterceptingCall {
  sendMessageWithContext(context, message) {
    const flags = message.expect_compressed.value ? 0 : NO_COMPRESS;
    super.sendMessageWithContext({ ...context, flags }, message);
  }
}

async function clientCompressedStreaming({ client, connect }) {
  const compressing = connect(undefined, GZIP);
  const first = { payload: zeros(27182), expect_compressed: { value: true } };
  const second = { payload: zeros(45904), expect_compressed: { value: false } };
  const probe = await streamInput(client, [first]);
  assert.equal(probe.code, grpc.status.INVALID_ARGUMENT);
  const interceptors = [(options, next) => new PerMessage(next(options))];
  const end = await streamInput(compressing, [first, second], { interceptors });
  assertOk(end);
  assert.equal(end.response.aggregated_payload_size, 73086);
}

async function serverStreaming({ client }) {
  const request = { response_parameters: RESPONSES.map((size) => ({ size })) };
  assertPayloads(await ending(client.StreamingOutputCall(request, deadline())), RESPONSES);
}

async function serverCompressedStreaming({ address, connect }) {
  const counted = await relay(address);
  const client = connect(counted.address);
  const request = {
    response_parameters: [
      { size: 31415, compressed: { value: true } },
      { size: 92653, compressed: { value: false } },
    ],
  };
  assertPayloads(await ending(client.StreamingOutputCall(request, deadline())), [31415, 92653]);
  assertOnWire(counted, 92653);
}

async function pingPong({ client }) {
  const { call, end, next } = conversation(client);
  for (const [i, size] of RESPONSES.entries()) {
    call.write(asking(size, REQUESTS[i]));
    assertZeros((await next()).payload, size);
  }
  call.end();
  assertPayloads(await end, RESPONSES);
}

async function emptyStream({ client }) {
  const { call, end } = conversation(client);
  call.end();
  assertPayloads(await end, []);
}

async function customMetadata({ client }) {
  const metadata = new grpc.Metadata();
  metadata.set(...INITIAL);
  metadata.set(...TRAILING);
  const single = await unary(client, large(), metadata);
  assertLarge(single);
  assertEchoed(single);
  const { call, end } = conversation(client, metadata);
  call.write(asking(LARGE_RESPONSE, LARGE_REQUEST));
  call.end();
  assertPayloads(await end, [LARGE_RESPONSE]);
  assertEchoed(await end);
}

async function echoStatus(client, message) {
  const request = { response_status: { code: 2, message } };
  const { call, end } = conversation(client);
  call.write(request);
  call.end();
  for (const { code, details } of [await unary(client, request), await end]) {
    assert.deepEqual({ code, details }, { code: grpc.status.UNKNOWN, details: message });
  }
}

async function emptyUnary({ client }) {
  const end = await ended((answered) => client.EmptyCall({}, deadline(), answered));
  assertOk(end);
  assert.deepEqual(end.response, {});
}

async function assertUnimplemented(client) {
  const end = await ended((answered) => client.UnimplementedCall({}, deadline(), answered));
  assert.equal(end.code, grpc.status.UNIMPLEMENTED);
}

async function unimplementedService({ connect }) {
  const client = connect(undefined, {}, 'UnimplementedService');
  await assertUnimplemented(client);
}

async function cancelAfterBegin({ client }) {
  const end = await ended((answered) => {
    const call = client.StreamingInputCall(deadline(), answered);
    // Not at once: grpc-js sends headers a moment later, then without a cancel to follow them.
    setImmediate(() => call.cancel());
    return call;
  });
  assert.equal(end.code, grpc.status.CANCELLED);
}

async function cancelAfterFirstResponse({ client }) {
  const { call, end, next } = conversation(client);
  call.write(asking(31415, 27182));
  assertZeros((await next()).payload, 31415);
  call.cancel();
  assert.equal((await end).code, grpc.status.CANCELLED);
}

async function timeoutOnSleepingServer({ client }) {
  const { call, end } = conversation(client, undefined, 0.001);
  call.write({ payload: zeros(27182) });
  assert.equal((await end).code, grpc.status.DEADLINE_EXCEEDED);
}

async function rpcSoak({ client }) {
  for (let i = 0; i < SOAK_CALLS; i++) {
    assertLarge(await unary(client, large()));
  }
}

const CASES = new Map([
  ['empty_unary', emptyUnary],
  ['large_unary', async ({ client }) => assertLarge(await unary(client, large()))],
  ['client_compressed_unary', clientCompressedUnary],
  ['server_compressed_unary', serverCompressedUnary],
  ['client_streaming', clientStreaming],
  ['client_compressed_streaming', clientCompressedStreaming],
  ['server_streaming', serverStreaming],
  ['server_compressed_streaming', serverCompressedStreaming],
  ['ping_pong', pingPong],
  ['empty_stream', emptyStream],
  ['custom_metadata', customMetadata],
  ['status_code_and_message', ({ client }) => echoStatus(client, 'test status message')],
  ['special_status_message', ({ client }) => echoStatus(client, SPECIAL)],
  ['unimplemented_method', ({ client }) => assertUnimplemented(client)],
  ['unimplemented_service', unimplementedService],
  ['cancel_after_begin', cancelAfterBegin],
  ['cancel_after_first_response', cancelAfterFirstResponse],
  ['timeout_on_sleeping_server', timeoutOnSleepingServer],
  ['rpc_soak', rpcSoak],
]);

function target(address, descriptorSet, { ca, 'server-name': name }) {
  const credentials = ca
    ? grpc.credentials.createSsl(fs.readFileSync(ca))
    : grpc.credentials.createInsecure();
  const host = name ?? address.slice(0, address.lastIndexOf(':'));
  const options = ca ? { 'grpc.ssl_target_name_override': host, 'grpc.default_authority': host } : {};
  return new Target(address, credentials, options, load(descriptorSet));
}

/** Whether a case succeeds; prints that. */
async function passes(to, name) {
  try {
    assert.ok(CASES.has(name), 'no such case (expected: one that --list prints)');
    await CASES.get(name)(to);
    console.log(`ok ${name}`);
    return true;
  } catch (error) {
    console.log(`FAILED ${name}: ${error.message.replace(/\s+/g, ' ')}`);
    return false;
  }
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { ca: { type: 'string' }, 'server-name': { type: 'string' }, list: { type: 'boolean' } },
  });
  if (values.list) {
    console.log([...CASES.keys()].join('\n'));
    return;
  }
  const [address, descriptorSet, ...names] = positionals;
  assert.ok(names.length, `arguments: ${positionals} (expected: HOST:PORT DESCRIPTOR_SET CASE...)`);
  const to = target(address, descriptorSet, values);
  for (const name of names) {
    process.exitCode = (await passes(to, name)) ? process.exitCode : 1;
  }
  to.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
