import CCurl

/// Tells a libcurl handle whom to trust and who we are.
func setTLS(_ tls: ClientConfiguration.TLS, on handle: UnsafeMutableRawPointer) {
    func set(_ option: CURLoption, _ text: String?) { zarf_curl_setopt_string(handle, option, text) }
    func set(_ option: CURLoption, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { _ = zarf_curl_setopt_blob(handle, option, $0.baseAddress, $0.count) }
    }
    zarf_curl_setopt_long(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let authorities = tls.authorities { set(CURLOPT_CAINFO, authorities.string) }
    if let authorities = tls.authorityBytes {
        set(CURLOPT_CAINFO_BLOB, authorities)
        set(CURLOPT_CAPATH, nil)
    }
    if let certificate = tls.certificate { set(CURLOPT_SSLCERT, certificate.string) }
    if let certificate = tls.certificateBytes { set(CURLOPT_SSLCERT_BLOB, certificate) }
    if let key = tls.key { set(CURLOPT_SSLKEY, key.string) }
    if let key = tls.keyBytes { set(CURLOPT_SSLKEY_BLOB, key) }
    guard tls.skipsVerification else { return }
    zarf_curl_setopt_long(handle, CURLOPT_SSL_VERIFYPEER, 0)
    zarf_curl_setopt_long(handle, CURLOPT_SSL_VERIFYHOST, 0)
}
