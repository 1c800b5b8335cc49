import type { ComponentPropsWithRef } from 'react';

type ButtonLook = 'primary' | 'secondary' | 'link' | 'bar';

const classes: Record<ButtonLook, string> = {
  primary: 'nhsuk-button',
  secondary: 'nhsuk-button nhsuk-button--secondary-solid',
  link: 'nhsuk-link nhsuk-link--no-visited-state cd-link-button',
  bar: 'cd-bar__button',
};

/**
 * A plain button in the NHS look. nhsuk-react-components' Button would load nhsuk-frontend's
 * scripts for every button, which the sign-in page does not need.
 */
export function Button({
  look = 'primary',
  type = 'button',
  className,
  ...rest
}: ComponentPropsWithRef<'button'> & { readonly look?: ButtonLook }) {
  return (
    <button
      type={type}
      className={className === undefined ? classes[look] : `${classes[look]} ${className}`}
      {...rest}
    />
  );
}
