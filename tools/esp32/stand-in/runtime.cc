/*
 * The parts of the C++ library and of newlib that ESP-IDF and Moddable's SDK use, without
 * exceptions.
 */
#include <cstdlib>
#include <new>

void* operator new(std::size_t size) {
	void* memory = std::malloc(size);
	if (!memory) std::abort();
	return memory;
}
void* operator new[](std::size_t size) { return operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace std {
const nothrow_t nothrow{};
void __throw_length_error(const char*) { abort(); }
void __throw_logic_error(const char*) { abort(); }
void __throw_bad_alloc() { abort(); }
void __throw_bad_array_new_length() { abort(); }
void __throw_bad_function_call() { abort(); }
void __throw_out_of_range_fmt(const char*, ...) { abort(); }
void __throw_system_error(int) { abort(); }
void terminate() noexcept { abort(); }
} // namespace std

namespace __gnu_cxx {
void __verbose_terminate_handler() { std::abort(); }
} // namespace __gnu_cxx
namespace __cxxabiv1 {
void (*__terminate_handler)() = std::abort;
}

extern "C" {
void __cxa_pure_virtual() { std::abort(); }
double sqrt(double);
double __ieee754_sqrt(double value) { return sqrt(value); }
}
