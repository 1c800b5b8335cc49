import { type ConformanceGroup, conformanceCase } from '../../conformance-case.ts';
import { authorizationRequestCases } from './authorization-request.ts';
import { issuerCases } from './issuer-and-endpoints.ts';
import { loopbackAnswerCases } from './loopback-answers.ts';
import { loopbackPortCases } from './loopback-port.ts';
import { controlOfNativeApp, tokenCases } from './tokens.ts';

const numberOf = (id: string) => Number(id.slice(1));

/** Requirements N1 to N30 on OAuth in native apps. */
export const nativeApp: ConformanceGroup = {
  name: 'native-app',
  title: 'OAuth for native apps (RFC 8252, RFC 9700)',
  control: conformanceCase(
    {
      id: 'control-native-app',
      requirement: 'a correct provider is accepted',
      source: 'positive control',
      tried: 'the same drive with nothing wrong, all three profiles',
    },
    controlOfNativeApp,
  ),
  cases: [
    ...authorizationRequestCases,
    ...loopbackAnswerCases,
    ...loopbackPortCases,
    ...issuerCases,
    ...tokenCases,
  ].sort((a, b) => numberOf(a.id) - numberOf(b.id)),
};
