/*
 * Runs functions of build/installer/*.nsh, with the few instructions that they are made of (NSIS
 * Users Manual, chapter 4; LogicLib), so that they can be tested without Windows. Anything else
 * throws.
 */

/** Registers (`0`, `R0`) and variables, without `$`. */
export type Registers = Map<string, string>;
/**
 * Stands in for Windows: what the script calls through the plug-in System, variables put in. For `?e`
 * it leaves the error code in the register `error`.
 */
export type SystemCall = (call: string, registers: Registers) => void;
/** Stands in for Windows: the names in a folder; null when it cannot be read. */
export type ListFolder = (path: string) => readonly string[] | null;
type Outcome = 'next' | 'exit' | 'return';
type Step = (registers: Registers) => Outcome;

interface Source {
  readonly lines: readonly (readonly string[])[];
  at: number;
}

/**
 * Words of each line of each function, quotes kept, definitions put in, and `<If>` for `${If}`: in
 * quotes that looks like a template.
 */
function read(text: string): ReadonlyMap<string, Source['lines']> {
  const defined = new Map(
    [...text.matchAll(/^!define (\w+) "?([^"\n]+)"?$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
  const functions = [...text.matchAll(/^Function (\w+)\n(.+?^FunctionEnd)$/gms)];
  return new Map(
    functions.map(([, name = '', body = '']) => [
      name,
      body
        .split('\n')
        .map((line) =>
          line.trim().replaceAll(/\$\{(\w+)\}/g, (_, word) => defined.get(word) ?? `<${word}>`),
        )
        .map((line) => line.match(/'[^']*'|"[^"]*"|[^\s#]+|#.*/g) ?? [])
        .map((words) => words.filter((word) => !word.startsWith('#')))
        .filter((words) => words.length > 0),
    ]),
  );
}

function value(word: string, registers: Registers): string {
  return word
    .replace(/^(["'])(.*)\1$/, '$2')
    .replaceAll(/\$(\d|[A-Za-z]\w*)/g, (_match, name: string) => registers.get(name) ?? '');
}

function integer(word: string, registers: Registers): number {
  const text = value(word, registers);
  return Number.parseInt(text, text.startsWith('0x') ? 16 : 10) || 0;
}

function holds([left = '', operator = '', right = '']: string[], registers: Registers): boolean {
  if (left === '<Errors>') {
    const errors = registers.get('errors') === 'yes';
    registers.delete('errors');
    return errors;
  }
  const [a, b] = [value(left, registers).toLowerCase(), value(right, registers).toLowerCase()];
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (operator === '<') return integer(left, registers) < integer(right, registers);
  if (operator === '<>') return integer(left, registers) !== integer(right, registers);
  if (operator === '>=') return integer(left, registers) >= integer(right, registers);
  if (operator === '>') return integer(left, registers) > integer(right, registers);
  throw new Error(`There is no ${operator} here.`);
}

/** A condition and the lines that continue it. */
function condition(source: Source, first: readonly string[]): (registers: Registers) => boolean {
  const parts = [['', ...first]];
  while (/^<(And|Or)If>$/.test(source.lines[source.at]?.[0] ?? '')) {
    parts.push([...(source.lines[source.at] ?? [])]);
    source.at += 1;
  }
  return (registers) =>
    parts.reduce((before, [joint = '', ...words], index) => {
      if (index === 0) return holds(words, registers);
      return joint === '<AndIf>'
        ? before && holds(words, registers)
        : before || holds(words, registers);
    }, true);
}

function copy([text = '', length, start]: string[], registers: Registers): string {
  const from = value(text, registers).slice(start === undefined ? 0 : integer(start, registers));
  return length === undefined || value(length, registers) === ''
    ? from
    : from.slice(0, integer(length, registers));
}

/** Windows for scripts that do nothing but compare strings by their letters' numbers. */
export const compareOrdinal: SystemCall = (call, registers) => {
  const found = /CompareStringOrdinal\(w r(\d), i -1, w r(\d), i -1, i 0\) i\.r(\d)/.exec(call);
  if (found === null) throw new Error(`Nobody here can call ${call}`);
  const [, left = '', right = '', result = ''] = found;
  const [a, b] = [registers.get(left) ?? '', registers.get(right) ?? ''];
  registers.set(result, a < b ? '1' : a === b ? '2' : '3');
};

interface ScriptContext {
  call(name: string): Step;
  readonly system: SystemCall;
  readonly list: ListFolder;
  readonly stack: string[];
  /** Names still to come, by the handle of the search. */
  readonly searches: Map<string, string[]>;
}

function instruction(words: readonly string[], context: ScriptContext): Step {
  const { call, system, list, stack, searches } = context;
  const [name = '', target = '', ...rest] = words;
  const set = (compute: (registers: Registers) => string | number): Step => {
    return (registers) => {
      registers.set(target.replace('$', ''), String(compute(registers)));
      return 'next';
    };
  };
  const [a = '', operator = '', b = ''] = rest;
  switch (name) {
    case 'StrCpy':
      return set((registers) => copy(rest, registers));
    case 'StrLen':
      return set((registers) => value(a, registers).length);
    case 'IntOp':
      return set((registers) => {
        const [left, right] = [integer(a, registers), integer(b, registers)];
        return operator === '&' ? left & right : left + right;
      });
    case 'Call':
      return (registers) => {
        call(target)(registers);
        return 'next';
      };
    case 'System::Call':
      return (registers) => {
        const called = value(target, registers);
        system(called, registers);
        if (called.endsWith(' ?e')) stack.push(registers.get('error') ?? '');
        return 'next';
      };
    case 'Push':
      return (registers) => {
        stack.push(value(target, registers));
        return 'next';
      };
    case 'Pop':
      return set(() => pop(stack));
    case 'Exch':
      return set((registers) => {
        const top = pop(stack);
        stack.push(value(target, registers));
        return top;
      });
    case 'ClearErrors':
      return (registers) => {
        registers.delete('errors');
        return 'next';
      };
    case 'FindFirst':
      return (registers) => {
        const names = list(value(operator, registers).replace(/\\\*\.\*$/, ''));
        const [first = '', ...others] = names === null ? [] : ['.', '..', ...names];
        const search = String(searches.size + 1);
        searches.set(search, others);
        registers.set(target.slice(1), search);
        registers.set(a.slice(1), first);
        if (names === null) registers.set('errors', 'yes');
        return 'next';
      };
    case 'FindNext':
      return (registers) => {
        const name = searches.get(value(target, registers))?.shift() ?? '';
        registers.set(a.slice(1), name);
        if (name === '') registers.set('errors', 'yes');
        return 'next';
      };
    case 'FindClose':
    case 'Sleep':
    case 'System::Free':
      return () => 'next';
    case 'Return':
      return () => 'return';
    case '<ExitDo>':
    case '<ExitWhile>':
      return () => 'exit';
    default:
      throw new Error(`There is no ${name} here.`);
  }
}

function pop(stack: string[]): string {
  const top = stack.pop();
  if (top === undefined) throw new Error('The stack is empty.');
  return top;
}

function inTurn(steps: readonly Step[]): Step {
  return (registers) => {
    for (const step of steps) {
      const outcome = step(registers);
      if (outcome !== 'next') return outcome;
    }
    return 'next';
  };
}

function repeat(body: Step, goesOn: (registers: Registers) => boolean): Step {
  return (registers) => {
    while (goesOn(registers)) {
      const outcome = body(registers);
      if (outcome === 'return') return outcome;
      if (outcome === 'exit') break;
    }
    return 'next';
  };
}

function choice(source: Source, first: readonly string[], context: ScriptContext): Step {
  const branches: { when: (registers: Registers) => boolean; body: Step }[] = [];
  let words: readonly string[] | null = first;
  while (words !== null) {
    const when = words.length === 0 ? () => true : condition(source, words);
    const { body, ender } = block(source, ['<ElseIf>', '<Else>', '<EndIf>'], context);
    branches.push({ when, body });
    words = ender[0] === '<EndIf>' ? null : ender.slice(1);
  }
  return (registers) => branches.find(({ when }) => when(registers))?.body(registers) ?? 'next';
}

function block(
  source: Source,
  enders: readonly string[],
  context: ScriptContext,
): { body: Step; ender: readonly string[] } {
  const steps: Step[] = [];
  for (;;) {
    const words = source.lines[source.at];
    if (words === undefined) throw new Error(`The script lacks ${enders.join(' or ')}.`);
    source.at += 1;
    const [name = '', ...rest] = words;
    if (enders.includes(name)) return { body: inTurn(steps), ender: words };
    if (name === '<If>') steps.push(choice(source, rest, context));
    else if (name === '<Do>') {
      const { body, ender } = block(source, ['<Loop>', '<LoopUntil>'], context);
      const [, ...until] = ender;
      let first = true;
      const goesOn = (registers: Registers) => {
        const again = first || until.length === 0 || !holds(until, registers);
        first = false;
        return again;
      };
      steps.push((registers) => {
        first = true;
        return repeat(body, goesOn)(registers);
      });
    } else if (name === '<While>') {
      const goesOn = condition(source, rest);
      steps.push(repeat(block(source, ['<EndWhile>'], context).body, goesOn));
    } else if (name === '<For>') {
      const [counter = '', from = '', to = ''] = rest;
      const register = counter.replace('$', '');
      const { body } = block(source, ['<Next>'], context);
      steps.push((registers) => {
        registers.set(register, from);
        const counted = inTurn([body, instruction(['IntOp', counter, counter, '+', '1'], context)]);
        return repeat(counted, () => integer(counter, registers) <= Number(to))(registers);
      });
    } else steps.push(instruction(words, context));
  }
}

/**
 * The functions of a script, by name. Each takes values of registers and variables and answers with
 * those that it leaves.
 */
export function nsisFunctions(
  text: string,
  system: SystemCall,
  list: ListFolder = () => null,
): (name: string, given: Readonly<Record<string, string>>) => Registers {
  const functions = read(text);
  const context: ScriptContext = {
    call(name) {
      const lines = functions.get(name);
      if (lines === undefined) throw new Error(`There is no function ${name}.`);
      return block({ lines, at: 0 }, ['FunctionEnd'], context).body;
    },
    system,
    list,
    stack: [],
    searches: new Map(),
  };
  return (name, given) => {
    const registers: Registers = new Map(Object.entries(given));
    context.call(name)(registers);
    if (context.stack.length > 0) throw new Error(`${name} leaves something on the stack.`);
    return registers;
  };
}
