import { Check } from "../look/check.tsx";

interface Props {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Lists of what differs can hold the rest as well. */
export const ShowAlike = (props: Props) => (
  <Check small {...props}>
    Show what is alike
  </Check>
);
