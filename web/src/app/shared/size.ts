import { Pipe, type PipeTransform } from "@angular/core";

/** 312 KB, 1.03 MB: bytes as people compare them. */
@Pipe({ name: "rctSize" })
export class SizePipe implements PipeTransform {
  transform(bytes: number): string {
    if (bytes < 1024) return `${bytes} B`;
    if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
    return `${(bytes / 1024 / 1024).toFixed(2)} MB`;
  }
}
