import { Popover } from "radix-ui";
import { type TermId, terms } from "./terms.ts";
import "./help.css";

/** A small button beside a term that says what it means, with a source. */
export default function Help({ term }: { readonly term: TermId }) {
  const { name, text, source } = terms[term];
  return (
    <Popover.Root>
      <Popover.Trigger className="help-button" aria-label={`What is this: ${name}`}>
        ?
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="help" sideOffset={6} collisionPadding={12} aria-label={name}>
          <strong>{name}</strong>
          <p>{text}</p>
          <a href={source} target="_blank" rel="noreferrer">
            Read more<span className="sr-only"> about {name} in a new tab</span>
          </a>
          <Popover.Arrow className="help-arrow" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
