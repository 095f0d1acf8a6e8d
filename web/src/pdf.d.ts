/** Emitted beside the program by the build (angular.json `loader`); the import is its address. */
declare module "*.bcmap" {
  const address: string;
  export default address;
}
declare module "pdfjs-dist/build/pdf.worker.min.mjs" {
  const address: string;
  export default address;
}
