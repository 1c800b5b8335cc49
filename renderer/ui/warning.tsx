import type { ReactNode } from 'react';

/** To be read before anything below it (NHS digital service manual, “Warning callout”). */
export function Warning({
  heading,
  children,
}: {
  readonly heading: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="cd-notice cd-notice--warning">
      <h2 className="cd-notice__title">
        <span className="nhsuk-u-visually-hidden">Important: </span>
        {heading}
      </h2>
      {children}
    </section>
  );
}
