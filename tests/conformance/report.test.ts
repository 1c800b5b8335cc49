import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../build/conformance/html-report.ts';
import { countVerdicts, markdownReport, summaryOf } from '../../build/conformance/report.ts';
import { conformanceCase, must, NotApplicable } from './conformance-case.ts';
import { runGroups } from './run-groups.ts';

const hostile = '<script>alert("1 & 2")</script> | \'x\'';
const described = { requirement: hostile, source: hostile, tried: hostile };

const settled = await runGroups([
  {
    name: 'group',
    title: hostile,
    control: conformanceCase({ id: 'control', ...described }, async () => hostile),
    cases: [
      conformanceCase({ id: 'wrong', ...described, remark: hostile }, async () => {
        must(false, 'this', hostile);
        return 'never';
      }),
      conformanceCase({ id: 'broken', ...described }, () => Promise.reject(new Error(hostile))),
      conformanceCase({ id: 'elsewhere', ...described }, () => {
        throw new NotApplicable(hostile);
      }),
    ],
  },
]);

describe('the report', () => {
  it('counts what passed, failed and does not apply', () => {
    expect(countVerdicts(settled)).toEqual({ passed: 1, failed: 2, notApplicable: 1 });
    expect(summaryOf(countVerdicts(settled))).toBe('1 passed, 2 failed, 1 not applicable here');
  });

  it('escapes every text in HTML', () => {
    const html = htmlReport(settled);
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;');
    expect(html).toContain('<html lang="en-GB">');
    expect(html.match(/<th scope="row">/g)).toHaveLength(4);
    expect(html.match(/<td class="failed">/g)).toHaveLength(2);
  });

  it('keeps every case on one line of four cells in Markdown', () => {
    const lines = markdownReport(settled)
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(lines).toHaveLength(2 + 4);
    for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(5);
    expect(lines.join()).not.toContain('<');
  });
});
