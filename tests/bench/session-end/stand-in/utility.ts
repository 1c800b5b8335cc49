// The rooms in a process of their own, as Electron's utilityProcess runs it.
import process from 'node:process';
import { openRooms } from './rooms.ts';

const rooms = openRooms();
process.parentPort.on('message', ({ data }) => {
  void rooms
    .then(({ ask }) => ask())
    .then((answer) => process.parentPort.postMessage({ id: data, answer }));
});
