import { type ChangeEvent, type FormEvent, useState } from 'react';
import type { Role, RolesElsewhere } from '../../electron/contract/session.ts';
import { bridge } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { FailureBox } from '../ui/failure-box.tsx';
import type { FieldError } from '../ui/field-error.ts';
import { Screen } from '../ui/screen.tsx';
import { useWindowCommand } from '../ui/window-commands.ts';
import { Working } from '../ui/working.tsx';
import { useBridgeCall, useBridgeCallWith } from '../use-bridge-call.ts';
import { useKept } from '../use-kept.ts';
import { longestFilter, type RoleChoice, readRoleChoice } from './role-choice.ts';
import { filterRoles } from './role-filter.ts';
import { RoleOptions, roleOptionId } from './role-options.tsx';
import { orWords, roleLine } from './role-words.ts';
import { useRoleChoice } from './use-role-choice.ts';

/** From this many roles on, a filter saves more reading than it adds. */
const rolesBeforeFilter = 5;

interface Offered {
  readonly roles: readonly Role[];
  readonly elsewhere: RolesElsewhere;
  readonly currentRoleId: string | null;
}

/** The list of a person's roles: one to be picked, by mouse or by arrow keys and Enter. */
export function ChooseRolePage(offered: Offered) {
  const kept = useKept(bridge().work.keptChoice, readRoleChoice);
  return kept === 'asking' ? null : <RoleList {...offered} kept={kept} />;
}

function RoleList({
  roles,
  elsewhere,
  currentRoleId,
  kept,
}: Offered & {
  /** What the page before this one was showing, or null. */
  readonly kept: RoleChoice | null;
}) {
  const { role } = bridge();
  const [choose, choosing] = useBridgeCallWith(role.choose);
  const [keep, keeping] = useBridgeCall(role.keep);
  const { filter, roleId: chosenId, typeFilter, pick } = useRoleChoice(currentRoleId, kept);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);

  const shown = filterRoles(roles, filter);
  const chosen = shown.find(({ id }) => id === chosenId);
  const current = roles.find(({ id }) => id === currentRoleId);
  useWindowCommand('back', current === undefined ? null : keep);
  const busy = choosing.kind === 'pending' || keeping.kind === 'pending';

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    if (chosen === undefined) {
      const [first] = shown;
      setErrors([
        first === undefined
          ? { fieldId: 'role-filter', message: 'Change the filter so that it shows your role' }
          : { fieldId: roleOptionId(first), message: 'Select the role you are working in' },
      ]);
      return;
    }
    setErrors([]);
    choose(chosen.id);
  };

  return (
    <Screen
      title="Choose your role"
      heading="Choose the role you are working in"
      layout="page"
      hasError={errors.length > 0}
    >
      <ErrorSummary found={errors} />
      {choosing.kind === 'failed' && <FailureBox failure={choosing.failure} />}
      {keeping.kind === 'failed' && <FailureBox failure={keeping.failure} />}
      <p>
        Your role decides which records you can see. Records you open are logged against this role
        and its organisation.
      </p>
      {roles.length > rolesBeforeFilter && (
        <RoleFilter value={filter} onChange={typeFilter} shown={shown.length} all={roles.length} />
      )}
      <form onSubmit={submit} noValidate>
        <RoleOptions
          roles={shown}
          chosenId={chosen?.id ?? null}
          currentRoleId={currentRoleId}
          error={errors[0]?.message ?? null}
          onChoose={pick}
        />
        <div className="cd-actions">
          <Button type="submit">Continue</Button>
          {current !== undefined && (
            <Button look="secondary" onClick={keep}>
              Keep {current.name}
            </Button>
          )}
        </div>
        <Working words={busy ? 'Opening CareDesk in this role…' : null} />
      </form>
      {elsewhere.roles.length > 0 && <UnusableRoles elsewhere={elsewhere} />}
    </Screen>
  );
}

/** Roles that are not offered, and why: somebody who misses one must not think it is gone. */
function UnusableRoles({ elsewhere }: { readonly elsewhere: RolesElsewhere }) {
  return (
    <section className="cd-unusable-roles">
      <h2 className="cd-subheading">Roles that cannot be used on this PC</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {elsewhere.roles.map((role) => (
          <li key={role.id}>{roleLine(role)}</li>
        ))}
      </ul>
      <p>
        This PC accepts roles with ODS code {orWords(elsewhere.acceptedOdsCodes)} only. If another
        should be accepted here, contact your service desk.
      </p>
    </section>
  );
}

/** Outside the form, so that Enter in the filter cannot continue with a role nobody looked at. */
function RoleFilter(props: {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly shown: number;
  readonly all: number;
}) {
  return (
    <div className="nhsuk-form-group">
      <label className="nhsuk-label cd-label-bold" htmlFor="role-filter">
        Filter roles
      </label>
      <div className="nhsuk-hint" id="role-filter-hint">
        Type part of a role, an organisation or an ODS code
      </div>
      <input
        className="nhsuk-input nhsuk-input--width-20"
        id="role-filter"
        type="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={longestFilter}
        aria-describedby="role-filter-hint"
        value={props.value}
        onChange={(event: ChangeEvent<HTMLInputElement>) => props.onChange(event.target.value)}
      />
      <p className="cd-count" role="status">
        Showing {props.shown} of {props.all} roles
      </p>
    </div>
  );
}
