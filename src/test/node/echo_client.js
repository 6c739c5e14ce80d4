'use strict';

/**
 * Calls the echo service in all four modes with stock grpc-js and nothing of Vertebra.
 *
 * usage: echo_client.js HOST:PORT DESCRIPTOR_SET
 *
 * Checks messages, metadata both ways, error details, deadlines and cancels; prints "ok MODE: WHAT"
 * for each, and ends with an error at the first that is not so.
 */

const assert = require('node:assert/strict');
const grpc = require('@grpc/grpc-js');
const { load } = require('./contract');

const MODES = ['Unary', 'ServerStream', 'ClientStream', 'BidiStream'];
const BINARY = Buffer.from([0, 1, 0xff]);

/** How a call ended: everything that a client is told. */
function run(echo, mode, requests, { metadata = new grpc.Metadata(), seconds = 10, started = () => {} }) {
  return new Promise((resolve) => {
    const end = { responses: [] };
    const options = { deadline: Date.now() + seconds * 1000 };
    const answered = (error, response) => response && end.responses.push(response);
    const call = {
      Unary: () => echo.Unary(requests[0], metadata, options, answered),
      ServerStream: () => echo.ServerStream(requests[0], metadata, options),
      ClientStream: () => echo.ClientStream(metadata, options, answered),
      BidiStream: () => echo.BidiStream(metadata, options),
    }[mode]();
    call.on('metadata', (headers) => (end.headers = headers));
    call.on('status', (status) => setImmediate(() => resolve({ ...end, ...status })));
    if (mode === 'ServerStream' || mode === 'BidiStream') {
      call.on('error', () => {});
      call.on('data', (response) => end.responses.push(response));
    }
    if (mode === 'ClientStream' || mode === 'BidiStream') {
      requests.forEach((request) => call.write(request));
      call.end();
    }
    started(call);
  });
}

async function checkMessages(echo, mode) {
  const metadata = new grpc.Metadata();
  metadata.set('custom', 'value');
  metadata.set('custom-bin', BINARY);
  const end = await run(echo, mode, [{ text: 'a', count: 2 }, { text: 'b' }], { metadata });
  const expected = { Unary: ['a'], ServerStream: ['a', 'a'], ClientStream: ['a,b'], BidiStream: ['a', 'b'] };
  assert.equal(end.code, grpc.status.OK);
  assert.deepEqual(end.responses.map((response) => response.text), expected[mode]);
  assert.deepEqual(end.headers.get('echo-header'), ['h']);
  assert.deepEqual(end.headers.get('echo-bin'), [BINARY]);
  assert.deepEqual(end.metadata.get('echo-trailer'), ['t']);
  console.log(`ok ${mode}: messages and metadata`);
}

async function checkFailure(echo, mode, decode) {
  const failure = { code: 9, message: 'nö 100%', reason: 'BROKEN' };
  const end = await run(echo, mode, [{ text: 'a', failure }], {});
  assert.equal(end.code, grpc.status.FAILED_PRECONDITION);
  assert.equal(end.details, 'nö 100%');
  assert.deepEqual(end.metadata.get('failure-trailer'), ['f']);
  const status = decode('google.rpc.Status', end.metadata.get('grpc-status-details-bin')[0]);
  const info = decode('google.rpc.ErrorInfo', status.details[0].value);
  assert.equal(info.reason, 'BROKEN');
  assert.equal(info.domain, 'test.vertebra.io');
  console.log(`ok ${mode}: error with details`);
}

async function checkDeadline(echo, mode) {
  const began = Date.now();
  const end = await run(echo, mode, [{ count: 1, delay_ms: 30000 }], { seconds: 0.3 });
  assert.equal(end.code, grpc.status.DEADLINE_EXCEEDED);
  assert.ok(Date.now() - began < 10000);
  console.log(`ok ${mode}: deadline`);
}

async function checkCancel(echo, mode) {
  const started = (call) => setTimeout(() => call.cancel(), 300);
  const end = await run(echo, mode, [{ count: 1, delay_ms: 30000 }], { seconds: 60, started });
  assert.equal(end.code, grpc.status.CANCELLED);
  console.log(`ok ${mode}: cancel`);
}

async function main(address, descriptorSet) {
  const contract = load(descriptorSet);
  const Echo = contract.client('vertebra.test.v1.Echo');
  const echo = new Echo(address, grpc.credentials.createInsecure());
  for (const mode of MODES) {
    await checkMessages(echo, mode);
    await checkFailure(echo, mode, contract.decode);
    await checkDeadline(echo, mode);
    await checkCancel(echo, mode);
  }
  echo.close();
}

main(...process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
