import { Component, type ReactNode } from 'react';

/**
 * Shows something else in place of a screen that could not be drawn. An empty window would leave
 * a clinician without a word; React offers this to class components only.
 */
export class CrashGuard extends Component<
  { readonly fallback: ReactNode; readonly children: ReactNode },
  { readonly crashed: boolean }
> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    return this.state.crashed ? this.props.fallback : this.props.children;
  }
}
