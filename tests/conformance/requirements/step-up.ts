import type { FailureCode } from '../../../electron/contract/failures.ts';
import { must, mustEqual } from '../conformance-case.ts';
import { mustBeSignedIn, onStage, type Profile, type Stage } from '../drives.ts';
import type { Misbehaviour } from '../provider/misbehaviour.ts';
import { gatewayFailure } from '../relying-party.ts';
import { askProvider, visit } from '../user-agent.ts';

const aal3Service = {
  services: { pds: { path: '/personal-demographics/FHIR/R4', level: 'AAL3' } },
} as const;

/** Calls a service that needs AAL3 and takes the browser through the step-up it asks for. */
async function callWithStepUp({ party }: Stage): Promise<Response> {
  const opened = party.opened.length;
  const answer = party.readPatient();
  const request = await party.openedAfter(opened);
  mustEqual(request.searchParams.get('acr_values'), 'AAL3_ANY', 'acr_values of the step-up');
  await visit(await askProvider(request));
  return answer;
}

/**
 * Works at AAL2, steps up at a provider that misbehaves (must be refused with `code`, the work
 * going on), then at the same one behaving (must give AAL3). Null for the second part only.
 */
export function stepsUp(
  profile: Profile,
  misbehaviour: Misbehaviour | null,
  code: FailureCode | null,
): Promise<void> {
  return onStage(
    profile,
    async (stage) => {
      const { provider, party } = stage;
      mustBeSignedIn(await party.signIn());
      if (misbehaviour !== null) {
        provider.misbehave(misbehaviour);
        mustEqual(await gatewayFailure(await callWithStepUp(stage)), code, 'refused:');
        const state = party.rooms.session.current();
        must(
          state.kind === 'active' && state.assurance.authenticator === 2,
          'the work to go on at AAL2',
          state.kind,
        );
        // The call that waited has told it.
        mustEqual(state.kind === 'active' ? state.notice : 'none', null, 'notice');
        mustEqual(apiCalls(stage), 0, 'calls of the API');
        provider.misbehave(null);
      }
      mustEqual((await callWithStepUp(stage)).status, 200, 'answer of the API after the step-up');
      const state = party.rooms.session.current();
      must(
        state.kind === 'active' && state.assurance.authenticator === 3,
        'AAL3 after the step-up',
        state.kind,
      );
    },
    { policy: aal3Service, settings: { usualLevel: 2 } },
  );
}

function apiCalls({ provider }: Stage): number {
  return provider.received.filter(({ path }) => path.startsWith('/personal')).length;
}
