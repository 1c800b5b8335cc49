import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { followAbout } from './about.ts';
import { App } from './app.tsx';
import { bridge } from './bridge.ts';
import { followSession } from './session-store.ts';

// Asked before React starts, so that the answers are usually there for the first render.
const session = followSession(bridge().session);
const about = followAbout(bridge().app);

const container = document.getElementById('caredesk');
if (container !== null) {
  createRoot(container).render(
    <StrictMode>
      <App session={session} about={about} />
    </StrictMode>,
  );
}
