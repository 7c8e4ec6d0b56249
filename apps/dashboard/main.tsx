import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.js';
import { applyTheme } from './parts/theme.js';
import { router } from './router.js';
import { SessionGate } from './shell/session-gate.js';
import { WordsProvider } from './words/words.js';
import './styles/base.css';
import './styles/parts.css';
import './styles/shell.css';
import './styles/pages.css';

applyTheme();
// The page's script comes while the API says who is signed in.
void router.load();
const root = document.querySelector('#root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <WordsProvider>
        <QueryClientProvider client={queryClient}>
          <SessionGate />
        </QueryClientProvider>
      </WordsProvider>
    </StrictMode>,
  );
