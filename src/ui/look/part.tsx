import { Component, type ReactNode, Suspense } from "react";
import { partGone } from "../../core/outcome.ts";

interface Props {
  readonly children: ReactNode;
  /** What stands there until the part is loaded. */
  readonly fallback?: ReactNode;
  /** What stands there where it cannot be shown, if not the sentence; null for small things that may be missing. */
  readonly broken?: ReactNode;
}

/**
 * A part of the page that is loaded when it is needed. Where it cannot be loaded or shown, that stands in its place, and
 * the rest of the page goes on.
 */
export class Part extends Component<Props, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    const { children, fallback, broken = <BrokenPart /> } = this.props;
    return this.state.broken ? broken : <Suspense fallback={fallback}>{children}</Suspense>;
  }
}

/** Says that a part is not there, and how it comes back. */
const BrokenPart = () => (
  <p role="alert" className="part-broken">
    {partGone}{" "}
    <button type="button" className="button" onClick={() => location.reload()}>
      Reload the page
    </button>
  </p>
);
