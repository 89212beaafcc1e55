import { Component, type ReactNode, Suspense } from "react";

interface Props {
  readonly children: ReactNode;
  /** What stands there until the part is loaded. */
  readonly fallback?: ReactNode;
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
    if (!this.state.broken) return <Suspense fallback={this.props.fallback}>{this.props.children}</Suspense>;
    return (
      <p role="alert" className="part-broken">
        This part could not be shown: the page was updated, or the network is gone.{" "}
        <button type="button" className="button" onClick={() => location.reload()}>
          Reload the page
        </button>
      </p>
    );
  }
}
