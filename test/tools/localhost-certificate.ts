/** A self-signed certificate for localhost and 127.0.0.1, valid for a hundred years. Its key
 * protects nothing: it was made for these tests with
 *
 *     openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 \
 *       -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1
 */
export const localhostCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgDYCJa2fnZoWznRqj
xXWOQZzpU4UKHllXmp9MzOkGBamhRANCAATDZy8xFY1FOPOCTtlQfrhVsFAy/RvK
K5ZXJGhJp6+HfyAkk54X2ceEBYQZeiZv7n2RyuPWrccu1UgGuSo32oEj
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUdSGvo2cADr2AA/JQlUHZNaet9QcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMDExMjcyNloYDzIxMjYxMDI3
MTEyNzI2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATDZy8xFY1FOPOCTtlQfrhVsFAy/RvKK5ZXJGhJp6+HfyAkk54X2ceE
BYQZeiZv7n2RyuPWrccu1UgGuSo32oEjo28wbTAdBgNVHQ4EFgQUAzxth8Oj8QX/
9r9GB/G0VjQZwHAwHwYDVR0jBBgwFoAUAzxth8Oj8QX/9r9GB/G0VjQZwHAwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAIlU1Xn+v/ipu1PLunxnGpk+MSWFq7dI5wzHlgt6GlVUAiAP
SU7ZfwGGxv2BtO3UOzveHWnW953F+4evgv4TXGDdWw==
-----END CERTIFICATE-----`
}
