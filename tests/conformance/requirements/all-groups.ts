import type { ConformanceGroup } from '../conformance-case.ts';
import { announcedAddresses } from './announced-addresses.ts';
import { assurance } from './assurance.ts';
import { basicRp } from './basic-rp.ts';
import { locking } from './locking.ts';
import { nativeApp } from './native-app/native-app.ts';
import { refresh } from './refresh.ts';
import { signOut } from './sign-out.ts';
import { whatIsLacking } from './what-is-lacking.ts';
import { widerRp } from './wider-rp.ts';

/** Everything the suite proves, in the order of the report. */
export const allGroups: readonly ConformanceGroup[] = [
  basicRp,
  widerRp,
  announcedAddresses,
  nativeApp,
  assurance,
  whatIsLacking,
  refresh,
  signOut,
  locking,
];
