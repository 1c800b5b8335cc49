import type { Build } from '../policy/build-stamp.ts';

/** The title of the window: the page's, and what is not for work says so wherever it is seen. */
export function windowTitle(pageTitle: string, build: Build): string {
  switch (build) {
    case 'released':
      return pageTitle;
    case 'unsigned':
      return `${pageTitle} – not signed, for training only`;
    case 'development':
      return `${pageTitle} – development build`;
  }
}
