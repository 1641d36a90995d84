// A back end that receives one notification of an uploaded file with the Azure service SDK. Says so, one JSON object a line. Its
// connection string is in CONNECTION_STRING.
'use strict';

const { promisify } = require('util');
const { Client } = require('azure-iothub');
const say = require('./say');

async function main() {
  const client = Client.fromConnectionString(process.env.CONNECTION_STRING);
  await client.open();
  const receiver = await promisify(client.getFileNotificationReceiver).call(client);
  say({ listening: true });
  await new Promise((done) => receiver.on('message', (notification) => {
    const { deviceId, blobName, blobSizeInBytes } = JSON.parse(notification.getData());
    say({ uploaded: blobName, from: deviceId, bytes: blobSizeInBytes });
    receiver.complete(notification, done);
  }));
  await client.close();
}

main().then(
  () => process.exit(0),
  (failure) => {
    console.error(failure.stack);
    process.exit(1);
  });
