// A back end on the Azure service SDK: back-end.js amqp|amqp-ws NEW-DEVICE DEVICE. Does one thing after the other with the
// hub and the device, and says what came of each, one JSON object a line. Its connection string is in CONNECTION_STRING.
'use strict';

const { promisify } = require('util');
const { Amqp, AmqpWs, Client, Registry } = require('azure-iothub');
const { Message } = require('azure-iot-common');
const say = require('./say');

const TRANSPORTS = { amqp: Amqp, 'amqp-ws': AmqpWs };
const [transport, newDevice, device] = process.argv.slice(2);
const owner = process.env.CONNECTION_STRING;

const registry = Registry.fromConnectionString(owner);
const client = Client.fromConnectionString(owner, TRANSPORTS[transport]);

const refusal = (failure) => ({ name: failure.name, status: failure.response && failure.response.statusCode });

async function keepIdentities() {
  const id = newDevice;
  const made = (await registry.create({ deviceId: id })).responseBody;
  say({ created: made.deviceId, status: made.status, keys: Object.keys(made.authentication.symmetricKey) });
  await registry.create({ deviceId: id }).catch((failure) => say({ createdTwice: refusal(failure) }));
  const changed = (await registry.update({ deviceId: id, status: 'disabled', statusReason: 'sold' })).responseBody;
  say({ updated: changed.status, reason: changed.statusReason });
  say({ listed: (await registry.list()).responseBody.some((each) => each.deviceId === id) });
  await registry.delete(id);
  await registry.get(id).catch((failure) => say({ deleted: refusal(failure) }));
}

async function changeTwin() {
  const twin = (await registry.getTwin(device)).responseBody;
  await twin.update({ tags: { site: transport }, properties: { desired: { target: 22 } } });
  await registry.updateTwin(device, { tags: { never: true } }, 'AAAA').catch((failure) => say({ staleEtag: refusal(failure) }));
  const now = (await registry.getTwin(device)).responseBody;
  say({ tags: now.tags, target: now.properties.desired.target });
  const query = registry.createQuery(`SELECT * FROM devices WHERE tags.site = '${transport}'`, 10);
  say({ found: (await query.nextAsTwin()).result.map((each) => each.deviceId) });
}

async function callMethods() {
  const call = { methodName: 'reboot', payload: { delay: 5 }, responseTimeoutInSeconds: 30, connectTimeoutInSeconds: 30 };
  say({ answer: (await client.invokeDeviceMethod(device, call)).result });
  await client.invokeDeviceMethod('nobody', call).catch((failure) => say({ unknown: refusal(failure) }));
}

async function sendMessages() {
  await client.open();
  const receiver = await promisify(client.getFeedbackReceiver).call(client);
  const heard = new Promise((done) => receiver.on('message', (feedback) => {
    const [entry] = JSON.parse(feedback.getData());
    say({ feedback: entry.statusCode, of: entry.originalMessageId, from: entry.deviceId });
    receiver.complete(feedback).then(done);
  }));
  const message = new Message('complete');
  message.ack = 'full';
  message.messageId = 'from-node';
  message.properties.add('valve', '7 & 8');
  await client.send(device, message);
  await client.send('nobody', new Message('x')).catch((failure) => say({ notSent: failure.name }));
  await heard;
  await client.close();
}

async function main() {
  await keepIdentities();
  await changeTwin();
  await callMethods();
  await sendMessages();
  say({ done: true });
}

main().catch((failure) => {
  console.error(failure.stack);
  process.exit(1);
});
