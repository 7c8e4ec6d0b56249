import { type ComponentType, type ReactNode, useEffect, useRef, useState } from 'react';

interface Props<Passed> {
  /** Brings the thing, with a button of its own. */
  readonly load: () => Promise<ComponentType<Passed>>;
  readonly pass: Passed;
  readonly className: string;
  readonly opens: 'menu' | 'dialog';
  readonly children: ReactNode;
}

/** A button that stands for something that is loaded when somebody wants it, then takes its place, and opens. */
export function Opener<Passed extends object>({ load, pass, className, opens, children }: Props<Passed>) {
  const [found, setFound] = useState<{ readonly Opened: ComponentType<Passed> }>();
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const button = found && place.current?.querySelector('button');
    button?.focus();
    button?.click();
  }, [found]);
  // What does not come, since the API is away, is asked for again by the next press.
  const open = async () => {
    const Opened = await load().catch(() => undefined);
    if (Opened) setFound({ Opened });
  };
  const prepare = () => void load().catch(() => undefined);
  return (
    <span ref={place} className="opener">
      {found ? (
        <found.Opened {...pass} />
      ) : (
        <button
          type="button"
          className={className}
          aria-haspopup={opens}
          aria-expanded="false"
          onClick={() => void open()}
          onPointerEnter={prepare}
          onFocus={prepare}
        >
          {children}
        </button>
      )}
    </span>
  );
}
