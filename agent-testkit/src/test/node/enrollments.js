// A back end on the Azure service SDK for provisioning: enrollments.js NAME. Does one thing after the other with enrollments and
// says what came of each, one JSON object a line. Its connection string is in CONNECTION_STRING.
'use strict';

const { ProvisioningServiceClient } = require('azure-iot-provisioning-service');
const say = require('./say');

const [name] = process.argv.slice(2);
const client = ProvisioningServiceClient.fromConnectionString(process.env.CONNECTION_STRING);
const key = Buffer.from('a key of the test').toString('base64');
const attestation = { type: 'symmetricKey', symmetricKey: { primaryKey: key, secondaryKey: key } };

const refusal = (failure) => ({ name: failure.name, status: failure.response && failure.response.statusCode });

async function keepEnrollment() {
  const wanted = { registrationId: name, attestation, deviceId: `${name}-device`, provisioningStatus: 'enabled' };
  const created = (await client.createOrUpdateIndividualEnrollment(wanted)).responseBody;
  say({ created: created.registrationId, device: created.deviceId, status: created.provisioningStatus });
  const changed = (await client.createOrUpdateIndividualEnrollment({ ...created, attestation, provisioningStatus: 'disabled' })).responseBody;
  say({ changed: changed.provisioningStatus, newTag: changed.etag !== created.etag });
  await client.createOrUpdateIndividualEnrollment(created).catch((failure) => say({ staleEtag: refusal(failure) }));
  const mechanism = (await client.getIndividualEnrollmentAttestationMechanism(name)).responseBody;
  say({ mechanism: mechanism.type, sameKey: mechanism.symmetricKey.primaryKey === key });
  await client.deleteIndividualEnrollment(name);
  await client.getIndividualEnrollment(name).catch((failure) => say({ deleted: refusal(failure) }));
}

async function keepGroup() {
  const group = (await client.createOrUpdateEnrollmentGroup({ enrollmentGroupId: name, attestation, provisioningStatus: 'enabled' })).responseBody;
  say({ group: group.enrollmentGroupId });
  const mechanism = (await client.getEnrollmentGroupAttestationMechanism(name)).responseBody;
  say({ groupMechanism: mechanism.type });
  const query = client.createEnrollmentGroupQuery({ query: `SELECT * FROM enrollmentGroups WHERE enrollmentGroupId = '${name}'` }, 10);
  say({ groups: (await query.next()).responseBody.map((each) => each.enrollmentGroupId), more: query.hasMoreResults });
}

async function bulk() {
  const enrollments = ['1', '2', '3'].map((number) => ({ registrationId: `${name}-${number}`, attestation }));
  // The SDK's promise for this call never settles: its callback does.
  const run = (mode) => new Promise((resolve, reject) => client.runBulkEnrollmentOperation(
    { mode, enrollments }, (failure, result) => (failure ? reject(failure) : resolve(result))));
  say({ bulk: (await run('create')).isSuccessful });
  const query = client.createIndividualEnrollmentQuery({ query: `SELECT * FROM enrollments WHERE registrationId IN ['${name}-1', '${name}-2', '${name}-3']` }, 2);
  const pages = [];
  while (query.hasMoreResults) {
    // Without its token the SDK's promise asks for the first page again.
    pages.push((await query.next(query.continuationToken)).responseBody.map((each) => each.registrationId));
  }
  say({ pages });
  say({ bulkDeleted: (await run('delete')).isSuccessful });
}

async function registrations() {
  await client.getDeviceRegistrationState('nobody').catch((failure) => say({ unregistered: refusal(failure) }));
  const state = (await client.getDeviceRegistrationState('by-node')).responseBody;
  say({ registered: state.deviceId, at: state.assignedHub });
  const query = client.createEnrollmentGroupDeviceRegistrationStateQuery({ query: '*' }, 'of-node', 10);
  say({ of: (await query.next()).responseBody.map((each) => each.registrationId) });
  await client.deleteDeviceRegistrationState(state);
  await client.getDeviceRegistrationState('by-node').catch((failure) => say({ forgotten: refusal(failure) }));
}

async function main() {
  await keepEnrollment();
  await keepGroup();
  await bulk();
  await registrations();
  say({ done: true });
}

main().catch((failure) => {
  console.error(failure.stack);
  process.exit(1);
});
