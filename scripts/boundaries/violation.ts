export interface Violation {
  file: string;
  line: number;
  rule: string;
}
