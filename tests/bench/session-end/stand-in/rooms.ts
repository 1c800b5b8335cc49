import { compose } from '../../../../electron/app/compose.ts';
import { policySchema } from '../../../../electron/policy/policy-schema.ts';
import { plainHost } from '../../../unit/app/plain-host.ts';

const policy = policySchema.parse({
  environment: 'sandbox',
  issuer: 'http://localhost:1/issuer',
  clientId: 'bench',
  apiOrigin: 'http://localhost:1',
});

/** CareDesk's own rooms on a machine of plain Node, with what a sign-in loads loaded. */
export async function openRooms(): Promise<{ ask(): Promise<unknown> }> {
  const { answerCall } = compose(plainHost({ readPolicy: async () => policy }));
  await import('../../../../electron/identity/identity.ts');
  return { ask: () => answerCall('session/current', []) };
}
