import { expect, test } from 'vitest';
import { createEvents } from '../../../electron/ground/events.ts';

interface News {
  left: string;
  arrived: number;
}

test('every listener of a name hears, in the order they came', () => {
  const events = createEvents<News>();
  const heard: unknown[] = [];
  events.on('left', (reason) => heard.push(['first', reason]));
  events.on('left', (reason) => heard.push(['second', reason]));
  events.on('arrived', (count) => heard.push(['other', count]));
  events.emit('left', 'user');
  expect(heard).toEqual([
    ['first', 'user'],
    ['second', 'user'],
  ]);
});

test('a listener that stops hears no more, and one that listens twice stops once', () => {
  const events = createEvents<News>();
  const heard: string[] = [];
  const listener = (reason: string) => heard.push(reason);
  const stop = events.on('left', listener);
  events.on('left', listener);
  stop();
  stop();
  events.emit('left', 'user');
  expect(heard).toEqual(['user']);
});

test('a listener that throws keeps nobody from hearing, and is told of', () => {
  const events = createEvents<News>();
  const heard: string[] = [];
  events.on('left', () => {
    throw new Error('broken');
  });
  events.on('left', (reason) => heard.push(reason));
  expect(() => events.emit('left', 'user')).toThrow('broken');
  expect(heard).toEqual(['user']);
});

test('who stops while news is told hears it once more, and who begins does not yet', () => {
  const events = createEvents<News>();
  const heard: string[] = [];
  events.on('left', () => {
    stop();
    events.on('left', () => heard.push('late'));
  });
  const stop = events.on('left', () => heard.push('stopped'));
  events.emit('left', 'user');
  expect(heard).toEqual(['stopped']);
});
