import { describe, expect, it } from 'vitest';
import { UnsafeFileError } from '../../../electron/policy/administrators-file.ts';
import { policyFile } from '../../../electron/policy/policy-file.ts';

const path = '/etc/caredesk/policy.json';

/** A file that reads differently each time; the last answer stays. */
function read(...answers: readonly (string | null | Error)[]) {
  const pauses: number[] = [];
  let asked = 0;
  const source = policyFile(path, {
    readText: async () => {
      const answer = answers[Math.min(asked, answers.length - 1)] ?? null;
      asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    pause: async (milliseconds) => pauses.push(milliseconds),
  });
  return { outcome: source.read(), asked: () => asked, pauses };
}

describe('a policy file', () => {
  it('gives what stands in it, with a byte-order mark too', async () => {
    await expect(read('\ufeff{"clientId":"c"}').outcome).resolves.toMatchObject({
      value: { clientId: 'c' },
    });
  });

  it('is nothing when there is none, asked once', async () => {
    const file = read(null);
    await expect(file.outcome).resolves.toBeNull();
    expect(file.asked()).toBe(1);
  });

  it('is never nothing because the word null stands in it', async () => {
    await expect(read('null').outcome).resolves.not.toBeNull();
  });

  it('is read again while a deployment tool may be writing it', async () => {
    const file = read('{ "issuer": ', new Error('EBUSY'), '{"clientId":"c"}');
    await expect(file.outcome).resolves.toMatchObject({ value: { clientId: 'c' } });
    expect(file.pauses).toHaveLength(2);
  });

  it.each([
    ['is not JSON', '{ "issuer": '],
    ['is empty', ''],
    ['cannot be read', new Error('EACCES')],
  ])('that %s and stays so is refused, and named', async (_case, answer) => {
    const file = read(answer);
    await expect(file.outcome).rejects.toMatchObject({ code: 'POLICY_UNREADABLE', detail: path });
    expect(file.asked()).toBe(4);
  });

  it('that is not safe is refused at once, and named', async () => {
    const file = read(new UnsafeFileError('owner'));
    await expect(file.outcome).rejects.toMatchObject({ code: 'POLICY_NOT_SAFE', detail: path });
    expect(file.asked()).toBe(1);
  });
});
