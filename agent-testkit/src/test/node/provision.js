// A device that asks a provisioning service for its hub: provision.js mqtt|mqtt-ws|amqp|amqp-ws|http ENDPOINT ID_SCOPE REGISTRATION_ID KEY.
// Says what it was told, one JSON object a line, and sends telemetry to its hub.
'use strict';

const { ProvisioningDeviceClient } = require('azure-iot-provisioning-device');
const { Mqtt, MqttWs } = require('azure-iot-provisioning-device-mqtt');
const { Amqp, AmqpWs } = require('azure-iot-provisioning-device-amqp');
const { Http } = require('azure-iot-provisioning-device-http');
const { SymmetricKeySecurityClient } = require('azure-iot-security-symmetric-key');
const { Client, Message } = require('azure-iot-device');
const DeviceMqtt = require('azure-iot-device-mqtt').Mqtt;
const say = require('./say');

const TRANSPORTS = { mqtt: Mqtt, 'mqtt-ws': MqttWs, amqp: Amqp, 'amqp-ws': AmqpWs, http: Http };

async function main(transport, endpoint, idScope, registrationId, key) {
  const security = new SymmetricKeySecurityClient(registrationId, key);
  const client = ProvisioningDeviceClient.create(endpoint, idScope, new TRANSPORTS[transport](), security);
  const assigned = await client.register();
  say({ status: assigned.status, hub: assigned.assignedHub, device: assigned.deviceId, payload: assigned.payload });

  const device = Client.fromConnectionString(
    `HostName=${assigned.assignedHub};DeviceId=${assigned.deviceId};SharedAccessKey=${key}`, DeviceMqtt);
  await device.open();
  await device.sendEvent(new Message('provisioned'));
  await device.close();
  say({ sent: true });
}

main(...process.argv.slice(2)).then(() => process.exit(0), (failure) => {
  // Over AMQP the SDK hands on what the rejection held.
  say({ failed: failure.name || failure.condition });
  console.error(failure.message || failure.description);
  process.exit(1);
});
