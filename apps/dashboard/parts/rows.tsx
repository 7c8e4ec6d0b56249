import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** A column: its head, and what it shows of a row. `isWide` ones are left out on a phone. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  readonly isWide?: boolean;
}

interface Props<Row> {
  /** Names the table, and by a class of the stylesheet the widths of its columns. */
  readonly name: string;
  readonly label: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  /** Called when the last row comes into sight. */
  readonly onEnd?: () => void;
}

const rowHeight = 41;

/** A table of any length: only rows that are in sight, and a few around them, are in the document. */
export function Rows<Row>({ name, label, rows, keyOf, columns, onEnd }: Props<Row>) {
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(body.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => (rows[index] === undefined ? index : keyOf(rows[index])),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 1) onEnd?.();
  }, [last, rows.length, onEnd]);
  return (
    <div className={`rows rows-${name}`} role="table" aria-label={label} aria-rowcount={rows.length + 1}>
      <div role="rowgroup">
        <div role="row" className="row head" aria-rowindex={1}>
          {columns.map(({ head, isWide }) => (
            <div role="columnheader" key={head} className={isWide ? 'wide' : undefined}>
              {head}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="body" ref={body} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, key, start }) => {
          const row = rows[index];
          return (
            row !== undefined && (
              <div
                role="row"
                key={String(key)}
                data-index={index}
                ref={virtual.measureElement}
                className="row"
                aria-rowindex={index + 2}
                style={{ transform: `translateY(${start - top}px)` }}
              >
                {columns.map(({ head, cell, isWide }) => (
                  <div role="cell" key={head} className={isWide ? 'wide' : undefined}>
                    {cell(row)}
                  </div>
                ))}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}
