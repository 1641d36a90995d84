// A reader of telemetry on the Event Hubs SDK: reader.js amqp|amqp-ws. Reads all partitions from the beginning, says what it
// reads, one JSON object a line, and ends when its standard input does. Its connection string is in CONNECTION_STRING.
'use strict';

const { EventHubConsumerClient, earliestEventPosition } = require('@azure/event-hubs');
const say = require('./say');

const options = process.argv[2] === 'amqp-ws' ? { webSocketOptions: { webSocket: require('ws') } } : {};
const client = new EventHubConsumerClient('$Default', process.env.CONNECTION_STRING, options);

async function tell(events) {
  for (const event of events) {
    say({
      read: event.body,
      from: event.systemProperties['iothub-connection-device-id'],
      messageId: event.systemProperties.messageId,
      properties: event.properties,
    });
  }
}

async function main() {
  const { name, partitionIds } = await client.getEventHubProperties();
  say({ name, partitionIds });
  const subscription = client.subscribe(
    { processEvents: tell, processError: async (failure) => say({ failed: failure.name, why: failure.message }) },
    { startPosition: earliestEventPosition });
  process.stdin.resume();
  process.stdin.on('end', async () => {
    await subscription.close();
    await client.close();
    process.exit(0);
  });
}

main().catch((failure) => {
  say({ failed: failure.name });
  console.error(failure.stack);
  process.exit(1);
});
