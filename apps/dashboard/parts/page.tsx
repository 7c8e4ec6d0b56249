import type { ReactNode } from 'react';
import { useEffect } from 'react';

interface Props {
  readonly title: string;
  /** What is shown instead of the title, where that is more than words. */
  readonly heading?: ReactNode;
  /** A line about what the page tells. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: what it is, what can be done, and what it shows. */
export function Page({ title, heading, lead, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Longshore`;
  }, [title]);
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{heading ?? title}</h1>
          {lead !== undefined && <div className="lead">{lead}</div>}
        </div>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}

/** A part of a page, with a heading of its own. */
export function Section({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="card">
      <div className="card-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
