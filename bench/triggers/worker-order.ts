export interface WorkerOrder {
  side: 'floor' | 'product';
  address: string;
  namespace: string;
  taskQueue: string;
}

export type WorkerQuestion = 'steps' | 'stop';
