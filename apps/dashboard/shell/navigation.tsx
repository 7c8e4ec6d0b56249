import { Link } from '@tanstack/react-router';
import { useWords } from '../words/words.js';
import { PlaceMark, places } from './places.js';

export function Navigation() {
  const { shell, places: names } = useWords();
  return (
    <nav className="places" aria-label={shell.places}>
      <Link to="/" className="brand">
        <img src="/anchor.svg" alt="" width="26" height="26" />
        <span>Longshore</span>
      </Link>
      <ul>
        {places.map(({ to, name }) => (
          <li key={name}>
            <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
              <PlaceMark name={name} />
              <span>{names[name]}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
