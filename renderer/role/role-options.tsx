import type { Role } from '../../electron/contract/session.ts';
import { organisationName, roleLine } from './role-words.ts';

/** Id of the radio button of a role, to link an error to. */
export function roleOptionId(role: Role): string {
  return `role-${role.id}`;
}

/** One radio button a role, with the organisation it is held in. */
export function RoleOptions({
  roles,
  chosenId,
  currentRoleId,
  error,
  onChoose,
}: {
  readonly roles: readonly Role[];
  readonly chosenId: string | null;
  readonly currentRoleId: string | null;
  readonly error: string | null;
  readonly onChoose: (roleId: string) => void;
}) {
  return (
    <fieldset
      className={`nhsuk-fieldset cd-roles ${error === null ? '' : 'cd-roles--error'}`}
      aria-describedby={error === null ? undefined : 'role-error'}
    >
      <legend className="nhsuk-fieldset__legend nhsuk-u-visually-hidden">Your roles</legend>
      {error !== null && (
        <p className="nhsuk-error-message" id="role-error">
          <span className="nhsuk-u-visually-hidden">Error: </span>
          {error}
        </p>
      )}
      {roles.length === 0 && <p>No role matches this filter.</p>}
      {roles.map((role) => (
        <label className="cd-role" key={role.id} htmlFor={roleOptionId(role)}>
          <input
            className="cd-role__input"
            id={roleOptionId(role)}
            type="radio"
            name="role"
            aria-label={roleLine(role, role.id === currentRoleId ? 'In use' : null)}
            value={role.id}
            checked={role.id === chosenId}
            onChange={() => onChoose(role.id)}
          />
          <span className="cd-role__text">
            <span className="cd-role__name">
              {role.name}{' '}
              {role.id === currentRoleId && (
                <strong className="nhsuk-tag nhsuk-tag--grey cd-role__tag">In use</strong>
              )}
            </span>
            <span className="cd-role__organisation">
              {organisationName(role)}{' '}
              <span className="cd-role__ods">ODS code {role.organisation.odsCode}</span>
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
