import { z } from 'zod';

/** Versions CareDesk names: three numbers, and a label for a pre-release (semver.org, 2.0.0). */
export const versionSchema = z
  .string()
  .max(64)
  .regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, 'must be a version such as 1.2.3');
