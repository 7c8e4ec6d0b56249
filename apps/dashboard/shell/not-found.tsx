import { Link } from '@tanstack/react-router';
import { Empty } from '../parts/outcome.js';
import { useWords } from '../words/words.js';

export function NotFound() {
  const { problems } = useWords();
  return (
    <Empty>
      <p>{problems.noPage}</p>
      <Link to="/">{problems.home}</Link>
    </Empty>
  );
}
