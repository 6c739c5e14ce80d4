'use strict';

/** Passes on what a client and a server say, and counts the bytes of the server. */

const net = require('node:net');

/** A relay to HOST:PORT, at an address of its own, until the process ends. */
async function relay(address) {
  const colon = address.lastIndexOf(':');
  let fromServer = 0;
  const listener = net.createServer((client) => {
    const server = net.connect(Number(address.slice(colon + 1)), address.slice(0, colon));
    // Counted before the client has them: when it has a message, the message is counted.
    server.on('data', (data) => (fromServer += data.length));
    server.pipe(client).pipe(server);
    // Either may break off.
    server.on('error', () => client.destroy());
    client.on('error', () => server.destroy());
  });
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  // Not to keep the process from its end.
  listener.unref();

  /** The bytes of the server since this was asked before. */
  function takeCount() {
    const count = fromServer;
    fromServer = 0;
    return count;
  }

  return { address: `127.0.0.1:${listener.address().port}`, takeCount };
}

module.exports = { relay };
