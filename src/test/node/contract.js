'use strict';

/** What a FileDescriptorSet says of services and messages, for clients without generated code. */

const fs = require('node:fs');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

/** Service constructors and message types by their full names. */
function load(path) {
  const definition = loader.loadFileDescriptorSetFromBuffer(fs.readFileSync(path), {
    keepCase: true,
    defaults: true,
    enums: String,
    longs: String,
  });
  const client = (name) => grpc.makeClientConstructor(definition[name], name);
  const decode = (name, bytes) => definition[name].deserialize(bytes);
  return { client, decode };
}

module.exports = { load };
