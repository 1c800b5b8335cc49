import type { Answer, Verb, VerbArguments, VerbResult } from '../contract/verbs.ts';
import { verbs } from '../contract/verbs.ts';
import { CareDeskError, failureFrom } from '../ground/caredesk-error.ts';

/** The code behind each verb. */
export type VerbHandlers = {
  readonly [V in Verb]: (...args: VerbArguments<V>) => VerbResult<V> | Promise<VerbResult<V>>;
};

/**
 * Answers one bridge call whose sender has been checked: the verb must be in the table, its
 * arguments and its result must fit their schemas. Never throws; failures are answers.
 */
export async function answerCall(
  handlers: VerbHandlers,
  verb: unknown,
  args: readonly unknown[],
): Promise<Answer<unknown>> {
  try {
    if (!isVerb(verb)) throw new CareDeskError('BRIDGE_ARGUMENT_INVALID');
    return { ok: true, value: await run(handlers, verb, args) };
  } catch (error) {
    return { ok: false, failure: failureFrom(error, 'BRIDGE_INTERNAL') };
  }
}

async function run<V extends Verb>(
  handlers: VerbHandlers,
  verb: V,
  args: readonly unknown[],
): Promise<unknown> {
  const parsed = verbs[verb].args.safeParse(args);
  if (!parsed.success) {
    throw new CareDeskError('BRIDGE_ARGUMENT_INVALID', { cause: parsed.error });
  }
  const handler: (...values: never[]) => unknown = handlers[verb];
  const result: unknown = await Reflect.apply(handler, undefined, parsed.data);
  return verbs[verb].result.parse(result);
}

function isVerb(value: unknown): value is Verb {
  return typeof value === 'string' && Object.hasOwn(verbs, value);
}
