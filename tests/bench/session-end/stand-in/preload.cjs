const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('standIn', {
  ask: () => ipcRenderer.invoke('ask'),
  /** @param {number} at */
  usable: (at) => ipcRenderer.send('usable', at),
});
