import { type FormEvent, useRef, useState } from 'react';
import type { ProxyState } from '../../electron/contract/proxy.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import { ModalDialog } from '../ui/modal-dialog.tsx';
import { useBridgeCall } from '../use-bridge-call.ts';
import { ProxyField } from './proxy-field.tsx';

/** Over whatever is shown, for as long as a proxy asks for a user name and password. */
export function ProxySignIn({ state }: { readonly state: ProxyState }) {
  switch (state.kind) {
    case 'quiet':
      return null;
    case 'asking':
      return <ProxyDialog key={state.id} question={state} />;
  }
}

/** What is typed stays in the fields until it is sent to main, and goes with the dialog. */
function ProxyDialog({ question }: { readonly question: Extract<ProxyState, { kind: 'asking' }> }) {
  const { id, proxy, realm, refused } = question;
  const username = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const [isNameMissing, setNameMissing] = useState(false);
  const [signIn, signingIn] = useBridgeCall(() =>
    bridge().proxy.answer({
      id,
      username: username.current?.value ?? '',
      password: password.current?.value ?? '',
    }),
  );
  const [cancel, cancelling] = useBridgeCall(() => bridge().proxy.cancel(id));

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const isMissing = username.current?.value === '';
    setNameMissing(isMissing);
    if (isMissing) username.current?.focus();
    else signIn();
  };

  return (
    <ModalDialog
      labelledBy="proxy-heading"
      describedBy="proxy-who"
      startsAt={username}
      onEscape={cancel}
    >
      <h2 className="cd-dialog__heading" id="proxy-heading">
        Enter your network user name and password
      </h2>
      <div id="proxy-who">
        <p>
          The proxy <strong className="cd-proxy-name">{proxy}</strong>
          {realm !== '' && (
            <>
              , which calls itself “<span className="cd-proxy-name">{realm}</span>”,
            </>
          )}{' '}
          asks for your user name and password for the network. They are not the ones you log in to
          CareDesk with, and CareDesk forgets them when you log out.
        </p>
      </div>
      {refused && (
        <p className="nhsuk-error-message" role="alert">
          The user name or password was not accepted. Enter both again.
        </p>
      )}
      {signingIn.kind === 'failed' && <FailureBox failure={signingIn.failure} />}
      {cancelling.kind === 'failed' && <FailureBox failure={cancelling.failure} />}
      <form onSubmit={submit} noValidate>
        <ProxyField
          id="proxy-username"
          label="User name"
          type="text"
          field={username}
          error={isNameMissing ? 'Enter your user name' : null}
        />
        <ProxyField
          id="proxy-password"
          label="Password"
          type="password"
          field={password}
          error={null}
        />
        <div className="cd-actions cd-actions--separate">
          <Button type="submit">Continue</Button>
          <Button look="secondary" onClick={cancel}>
            Cancel
          </Button>
        </div>
      </form>
    </ModalDialog>
  );
}
