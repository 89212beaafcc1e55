import type { ReactNode } from "react";

interface Props {
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly small?: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}

/** Something to be had or not, with its words beside the box. */
export const Check = ({ checked, disabled, small, onChange, children }: Props) => (
  <label className={small ? "check small" : "check"}>
    <input
      type="checkbox"
      className="switch"
      checked={checked}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
    {children}
  </label>
);
