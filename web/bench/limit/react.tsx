import { createRoot } from 'react-dom/client';

createRoot(document.body).render(<h1>React</h1>);
