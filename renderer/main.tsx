import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { bridge } from './bridge.ts';
import { followSession } from './session-store.ts';

// Asked before React starts, so that the answer is usually there for the first render.
const session = followSession(bridge().session);

const container = document.getElementById('caredesk');
if (container !== null) {
  createRoot(container).render(
    <StrictMode>
      <App session={session} />
    </StrictMode>,
  );
}
