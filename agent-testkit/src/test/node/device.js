// A device on the Azure device SDK: device.js mqtt|mqtt-ws|amqp|amqp-ws. Says what it does, one JSON object a line, and
// ends when its standard input does. Its connection string is in CONNECTION_STRING.
'use strict';

const { Client, Message } = require('azure-iot-device');
const { Mqtt, MqttWs } = require('azure-iot-device-mqtt');
const { Amqp, AmqpWs } = require('azure-iot-device-amqp');
const say = require('./say');

const TRANSPORTS = { mqtt: Mqtt, 'mqtt-ws': MqttWs, amqp: Amqp, 'amqp-ws': AmqpWs };

const client = Client.fromConnectionString(process.env.CONNECTION_STRING, TRANSPORTS[process.argv[2]]);

async function answerCalls() {
  client.onDeviceMethod('reboot', (request, response) => {
    say({ called: request.methodName, payload: request.payload });
    response.send(202, { in: request.payload.delay }, () => {});
  });
}

// What becomes of a message stands in it; one that comes again is completed.
async function settleMessages() {
  const seen = new Set();
  client.on('message', (message) => {
    const verdict = seen.has(message.messageId) ? 'complete' : message.getData().toString();
    seen.add(message.messageId);
    say({ message: message.messageId, valve: message.properties.getValue('valve'), verdict });
    client[verdict](message, (failure) => failure && say({ failed: failure.name }));
  });
}

async function followTwin() {
  const twin = await client.getTwin();
  say({ desired: twin.properties.desired });
  twin.on('properties.desired', (change) => say({ change }));
  await new Promise((done, failed) =>
    twin.properties.reported.update({ firmware: '1.2', fan: { speed: 3 } }, (failure) => (failure ? failed(failure) : done())));
  say({ reported: true });
}

async function sendTelemetry() {
  const message = new Message(JSON.stringify({ temperature: 21.5 }));
  message.messageId = 'm1';
  message.correlationId = 'c1';
  message.contentType = 'application/json';
  message.contentEncoding = 'utf-8';
  message.properties.add('alert', 'no & none');
  await client.sendEvent(message);
  say({ sent: 'm1' });
}

async function main() {
  client.on('error', (failure) => say({ error: String(failure) }));
  await client.open();
  await answerCalls();
  await settleMessages();
  await followTwin();
  await sendTelemetry();
  process.stdin.resume();
  process.stdin.on('end', async () => {
    await client.close();
    say({ closed: true });
    process.exit(0);
  });
}

main().catch((failure) => {
  say({ failed: failure.name });
  console.error(failure.message);
  process.exit(1);
});
