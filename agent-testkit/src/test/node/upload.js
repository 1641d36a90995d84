// A device that uploads a file with the Azure device SDK: upload.js NAME BYTES. Says what it did, one JSON object a line. Its
// connection string is in CONNECTION_STRING.
'use strict';

const { Readable } = require('stream');
const { Client } = require('azure-iot-device');
const { Mqtt } = require('azure-iot-device-mqtt');
const say = require('./say');

const [name, bytes] = process.argv.slice(2);
const content = Buffer.alloc(Number(bytes), 'deckhand ');

async function main() {
  const client = Client.fromConnectionString(process.env.CONNECTION_STRING, Mqtt);
  await client.uploadToBlob(name, Readable.from([content]), content.length);
  say({ uploaded: name });
  await client.close();
}

main().then(
  () => process.exit(0),
  (failure) => {
    say({ failed: failure.name });
    console.error(failure.stack, failure.innerError);
    process.exit(1);
  });
