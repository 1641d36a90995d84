// A client of a blob container on the storage SDK: container.js URI. Says what came of each, one JSON object a line.
'use strict';

const { ContainerClient } = require('@azure/storage-blob');
const say = require('./say');

async function main() {
  const blobs = new ContainerClient(process.argv[2]);
  await blobs.getBlockBlobClient('notes/a & b.txt').upload('hello', 5);
  const names = [];
  for await (const blob of blobs.listBlobsFlat({ prefix: 'notes/' })) {
    names.push({ name: blob.name, bytes: blob.properties.contentLength });
  }
  say({ listed: names });
  say({ read: (await blobs.getBlobClient('notes/a & b.txt').downloadToBuffer()).toString() });
  await blobs.getBlobClient('notes/a & b.txt').delete();
  say({ exists: await blobs.getBlobClient('notes/a & b.txt').exists() });
}

main().catch((failure) => {
  console.error(failure.stack);
  process.exit(1);
});
