import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { mainStoryPatient } from './apis/pds/story-patients.ts';
import { people } from './people.ts';
import { faultsPath } from './platform/fault-routes.ts';
import { startSandbox } from './sandbox.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9180' },
    'api-port': { type: 'string', default: '9181' },
    policy: { type: 'string' },
    passkeys: { type: 'string' },
  },
});

const sandbox = await startSandbox({
  port: Number(values.port),
  apiPort: Number(values['api-port']),
  ...(values.passkeys !== undefined && { passkeyFile: values.passkeys }),
});

console.log(`CareDesk sandbox: synthetic people and patients only

Issuer      ${sandbox.issuer}
API origin  ${sandbox.apiOrigin}
Faults      ${sandbox.apiOrigin}${faultsPath}
            curl -X PUT ${sandbox.apiOrigin}${faultsPath}/pds-503
            curl -X DELETE ${sandbox.apiOrigin}${faultsPath}

People`);
for (const { displayName, roles } of people) {
  console.log(`  ${displayName} (${roles.length === 1 ? '1 role' : `${roles.length} roles`})`);
}
const [{ given, family }] = mainStoryPatient.names;
console.log(`
A patient to start with: ${mainStoryPatient.nhsNumber} ${given.join(' ')} ${family}`);

if (values.policy !== undefined) {
  await writeFile(values.policy, `${JSON.stringify(sandbox.policy, null, 2)}\n`);
  console.log(`\nPolicy written. Start CareDesk with CAREDESK_POLICY=${values.policy}`);
}
console.log('\nCtrl+C stops the sandbox.');

async function stop(): Promise<void> {
  await sandbox.stop();
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    stop().catch(() => process.exit(1));
  });
}
