import { z } from 'zod';
import bundledTrust from './release-trust.json' with { type: 'json' };

/**
 * Whose releases this build takes as updates. `release-trust.json` is empty in the source: the
 * supplier adds theirs (`docs/releasing.md`), and without a key CareDesk never updates itself. Both
 * lists are lists so that old and new can stand side by side while a certificate or key is changed.
 */
export const releaseTrustSchema = z.strictObject({
  /** Common names (CN) in the subjects of the code-signing certificates of Windows packages. */
  publisherNames: z
    .array(
      z
        .string()
        .max(200)
        // Names are compared as they stand: one with a blank at an end would match no certificate.
        .regex(/^\S(.*\S)?$/, 'must be a name without blanks at its ends'),
    )
    .max(10),
  releaseKeys: z
    .array(
      z.strictObject({
        keyId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
        /** Ed25519 public key: SubjectPublicKeyInfo in base64 (RFC 8410 section 4). */
        publicKey: z.base64(),
      }),
    )
    .max(10),
});

export type ReleaseTrust = z.infer<typeof releaseTrustSchema>;

/**
 * The trust this build was made with.
 * @throws ZodError when the file in the build is malformed.
 */
export function bundledReleaseTrust(): ReleaseTrust {
  return releaseTrustSchema.parse(bundledTrust);
}
