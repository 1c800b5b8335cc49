import { z } from 'zod';
import { failureSchema } from './session.ts';
import { versionSchema } from './version.ts';

/** What changed in a version, one plain sentence an entry. */
export const releaseNotesSchema = z.array(z.string().min(1).max(300)).max(12);

/** Why this CareDesk never updates itself, and so who keeps it up to date. */
export const unmanagedReasonSchema = z.enum([
  /** Policy `updateMode` is `off`, or no policy names a feed. */
  'policy',
  /** Installed from the MSI: Group Policy or Intune brings new versions. */
  'msi',
  /** A development build, or packed in a way that cannot replace itself. */
  'not-supported',
]);

/** For when a downloaded update is planned. */
export const plannedTimeSchema = z.enum(['tonight', 'at-sign-out']);

/** When the person wants a downloaded update. */
export const installTimeSchema = z.enum(['now', ...plannedTimeSchema.options]);

/**
 * How pressing an update is: `overdue` after seven days, `required` when the running version is
 * older than the organisation's minimum.
 */
export const urgencySchema = z.enum(['normal', 'overdue', 'required']);

/** What stands in the way of installing right now, or null. */
export const installBlockerSchema = z
  .enum(['record-open', 'unsaved-text', 'call-under-way', 'signing-in', 'signed-in', 'session-end'])
  .nullable();

/**
 * Who must be at the PC while an update is installed: nobody, somebody because it went wrong
 * before, or an administrator because Windows asks for one.
 */
export const attendanceSchema = z.enum(['nobody', 'somebody', 'administrator']);

/** What the updater is doing. Main owns it; the banner is a function of it. */
export const updateActivitySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unmanaged'), reason: unmanagedReasonSchema }),
  z.strictObject({
    kind: z.literal('up-to-date'),
    /** Epoch milliseconds of the last check that succeeded, or null before the first. */
    checkedAt: z.number().int().nullable(),
    /** A version on offer that is older than the running one, and so was not taken; or null. */
    olderOffer: versionSchema.nullable(),
  }),
  z.strictObject({ kind: z.literal('checking') }),
  /** Policy `updateMode` is `notify`: the person decides whether it is fetched. */
  z.strictObject({
    kind: z.literal('available'),
    version: versionSchema,
    notes: releaseNotesSchema,
    urgency: urgencySchema,
  }),
  z.strictObject({
    kind: z.literal('downloading'),
    version: versionSchema,
    /** Bytes fetched, and bytes to fetch: with a differential download less than the package. */
    transferred: z.number().int().nonnegative(),
    total: z.number().int().nonnegative(),
  }),
  z.strictObject({
    kind: z.literal('ready'),
    version: versionSchema,
    notes: releaseNotesSchema,
    urgency: urgencySchema,
    /** When it will be installed; null while the person has not chosen. */
    chosen: plannedTimeSchema.nullable(),
    attendance: attendanceSchema,
    blocker: installBlockerSchema,
  }),
  z.strictObject({ kind: z.literal('installing'), version: versionSchema }),
  /** The last try failed; the running version works on and the next check tries again. */
  z.strictObject({ kind: z.literal('failed'), failure: failureSchema }),
]);

export const updateStateSchema = z.strictObject({
  /** The version that is running. */
  version: versionSchema,
  activity: updateActivitySchema,
  /** Shown once after an update; null when there is nothing to tell. */
  whatsNew: z.strictObject({ version: versionSchema, notes: releaseNotesSchema }).nullable(),
});

/** What only the page knows of the person's work; an update never interrupts either. */
export const workReportSchema = z.strictObject({
  recordOpen: z.boolean(),
  unsavedText: z.boolean(),
});

export type UnmanagedReason = z.infer<typeof unmanagedReasonSchema>;
export type PlannedTime = z.infer<typeof plannedTimeSchema>;
export type InstallTime = z.infer<typeof installTimeSchema>;
export type Attendance = z.infer<typeof attendanceSchema>;
export type Urgency = z.infer<typeof urgencySchema>;
export type InstallBlocker = z.infer<typeof installBlockerSchema>;
export type UpdateActivity = z.infer<typeof updateActivitySchema>;
export type UpdateState = z.infer<typeof updateStateSchema>;
export type WorkReport = z.infer<typeof workReportSchema>;
